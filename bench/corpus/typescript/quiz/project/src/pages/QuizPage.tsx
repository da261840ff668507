import { useEffect, useState, type FormEvent } from "react"
import { Button, Progress } from "antd"
import { useNavigate } from "react-router"
import QuestionCard from "../components/QuestionCard"
import useCountdown from "../hooks/useCountdown"
import type { Answers, Question } from "../types/quiz"
import { computeScore, shuffle } from "../utils/score"

export default function QuizPage() {
  const navigate = useNavigate()
  const [questions, setQuestions] = useState<Question[]>([])
  const [answers, setAnswers] = useState<Answers>({})

  useEffect(() => {
    const controller = new AbortController()
    fetch("/questions.json", { signal: controller.signal })
      .then((res) => res.json() as Promise<Question[]>)
      .then((items) => setQuestions(shuffle(items)))
      .catch(() => setQuestions([]))
    return () => controller.abort()
  }, [])

  const finish = () => {
    const score = computeScore(questions, answers)
    navigate(`/result/${score.correct}/${score.total}`)
  }

  const { left, expired } = useCountdown(300, finish)

  const handleSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    finish()
  }

  const handleAnswer = (questionId: number, choiceId: string) => {
    setAnswers((prev) => ({ ...prev, [questionId]: choiceId }))
  }

  const answered = Object.keys(answers).length
  const percent = questions.length > 0 ? (answered / questions.length) * 100 : 0

  return (
    <form onSubmit={handleSubmit}>
      <p className="timer">
        {Math.floor(left / 60)}:{String(left % 60).padStart(2, "0")}
      </p>
      <Progress percent={Math.round(percent)} />
      {questions.map((question, index) => (
        <QuestionCard
          key={question.id}
          question={question}
          index={index}
          selected={answers[question.id]}
          onAnswer={handleAnswer}
        />
      ))}
      <Button type="primary" htmlType="submit" disabled={expired || questions.length === 0}>
        Finish
      </Button>
    </form>
  )
}
