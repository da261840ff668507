import { useEffect, useRef, useState } from "react"

export default function useCountdown(seconds: number, onExpire: () => void) {
  const [left, setLeft] = useState(seconds)
  const onExpireRef = useRef(onExpire)
  const timerRef = useRef<number | null>(null)

  useEffect(() => {
    onExpireRef.current = onExpire
  }, [onExpire])

  useEffect(() => {
    timerRef.current = window.setInterval(() => {
      setLeft((value) => Math.max(0, value - 1))
    }, 1000)
    return () => {
      if (timerRef.current !== null) {
        window.clearInterval(timerRef.current)
      }
    }
  }, [])

  useEffect(() => {
    if (left === 0) {
      onExpireRef.current()
    }
  }, [left])

  return { left, expired: left === 0, reset: () => setLeft(seconds) }
}
