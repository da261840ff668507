export interface Choice {
  id: string
  text: string
  correct: boolean
}

export interface Question {
  id: number
  prompt: string
  choices: Choice[]
  difficulty: "easy" | "medium" | "hard"
  explanation?: string
}

export type Answers = Record<number, string | undefined>

export interface Score {
  correct: number
  total: number
  percent: number
}
