const slugLengthMax = 63

/** A name as the contract's slug would have it: `Größe & co` becomes `groe-co`. Only a suggestion. */
export function suggestSlug(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9\s_-]/g, '')
    .replace(/[\s_-]+/g, '-')
    .slice(0, slugLengthMax)
    .replace(/^-+|-+$/g, '')
}
