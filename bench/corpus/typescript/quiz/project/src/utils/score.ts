import type { Answers, Question, Score } from "../types/quiz"

const WEIGHTS = {
  easy: 1,
  medium: 2,
  hard: 3,
} as const

export function correctChoiceId(question: Question): string | undefined {
  return question.choices.find((choice) => choice.correct)?.id
}

export function computeScore(questions: Question[], answers: Answers): Score {
  let correct = 0
  let total = 0
  for (const question of questions) {
    const weight = WEIGHTS[question.difficulty]
    total += weight
    if (answers[question.id] !== undefined && answers[question.id] === correctChoiceId(question)) {
      correct += weight
    }
  }
  const percent = total === 0 ? 0 : Math.round((correct / total) * 100)
  return { correct, total, percent }
}

export function gradeLabel(percent: number): string {
  if (percent >= 90) {
    return "Excellent"
  } else if (percent >= 60) {
    return "Passed"
  } else {
    return "Try again"
  }
}

export function shuffle<T>(items: T[]): T[] {
  const copy = [...items]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    const tmp = copy[i]
    copy[i] = copy[j]
    copy[j] = tmp
  }
  return copy
}
