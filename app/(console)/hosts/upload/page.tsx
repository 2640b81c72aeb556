import { UploadScreen } from '@/components/hosts/upload/upload-form'

export const metadata = { title: 'Upload by hand' }

type UploadPageProps = { readonly searchParams: Promise<{ readonly host?: string | string[] }> }

export default async function UploadPage({ searchParams }: UploadPageProps) {
  const { host } = await searchParams
  return <UploadScreen host={typeof host === 'string' ? host : null} />
}
