import { Routes, Route } from "react-router"
import QuizPage from "./pages/QuizPage"
import ResultPage from "./pages/ResultPage"

export default function App() {
  return (
    <div className="app">
      <Routes>
        <Route path="/" element={<QuizPage />} />
        <Route path="/result/:score/:total" element={<ResultPage />} />
      </Routes>
    </div>
  )
}
