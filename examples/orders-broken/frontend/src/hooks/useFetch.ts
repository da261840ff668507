import { useCallback, useEffect, useState } from 'react'
import { errorMessage } from '../lib/format'

export interface FetchState<T> {
  data: T | undefined
  error: string | null
  loading: boolean
  reload: () => Promise<void>
}

/** Runs `load` on mount and whenever it changes; wrap it in useCallback. */
export function useFetch<T>(load: () => Promise<T>): FetchState<T> {
  const [data, setData] = useState<T>()
  const [error, setError] = useState<string | null>(null)
  const [loading, setLoading] = useState(true)

  const reload = useCallback(async () => {
    setLoading(true)
    setError(null)
    try {
      setData(await load())
    } catch (cause) {
      setError(errorMessage(cause))
    } finally {
      setLoading(false)
    }
  }, [load])

  useEffect(() => {
    void reload()
  }, [reload])

  return { data, error, loading, reload }
}
