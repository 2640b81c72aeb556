import { LoadingState } from '@/components/ui/skeleton'

export default function Loading() {
  return <LoadingState label="Loading the page" lines={8} />
}
