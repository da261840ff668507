import type { ChangeEvent } from "react"
import type { Question } from "../types/quiz"

interface QuestionCardProps {
  question: Question
  index: number
  selected?: string
  onAnswer: (questionId: number, choiceId: string) => void
}

export default function QuestionCard({ question, index, selected, onAnswer }: QuestionCardProps) {
  const handleChange = (event: ChangeEvent<HTMLInputElement>) => {
    onAnswer(question.id, event.target.value)
  }

  return (
    <fieldset className="question" style={{ border: "1px solid #ddd", padding: 16 }}>
      <legend>
        {index + 1}. {question.prompt}
      </legend>
      {question.choices.map((choice) => {
        const inputId = `q${question.id}-${choice.id}`
        return (
          <div key={choice.id} className="choice">
            <input
              type="radio"
              id={inputId}
              name={`question-${question.id}`}
              value={choice.id}
              checked={selected === choice.id}
              onChange={handleChange}
            />
            <label htmlFor={inputId}>{choice.text}</label>
          </div>
        )
      })}
      {question.explanation && <small>{question.explanation}</small>}
    </fieldset>
  )
}
