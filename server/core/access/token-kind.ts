/**
 * `setup` makes the first operator, `invite` lets a person set a password, `enrolment` is exchanged for a
 * `host` token, `guest` lets one virtual machine report its own software, `apiKey` acts with a person's grants cut down to its scopes.
 */
export const TOKEN_KINDS = ['setup', 'invite', 'enrolment', 'host', 'guest', 'apiKey'] as const
export type TokenKind = (typeof TOKEN_KINDS)[number]

/** The one scope of an enrolment token for many hosts: each that uses it waits for somebody's approval. */
export const ENROLMENT_NEEDS_APPROVAL = 'needsApproval'
