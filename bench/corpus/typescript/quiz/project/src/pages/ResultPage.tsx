import { Result } from "antd"
import { Link, useParams } from "react-router"
import { gradeLabel } from "../utils/score"

export default function ResultPage() {
  const { score, total } = useParams()
  const percent = total ? Math.round((Number(score) / Number(total)) * 100) : 0

  return (
    <Result
      status={percent >= 60 ? "success" : "warning"}
      title={gradeLabel(percent)}
      subTitle={`You scored ${score} of ${total} points`}
      extra={<Link to="/">Play again</Link>}
    />
  )
}
