import { Card, Checkbox, Flex, Progress, Statistic } from 'antd';
import { TaskCard } from '../components/TaskCard';
import { COLUMN_ORDER, COLUMN_TITLES } from '../constants';
import { useBoard } from '../context/BoardContext';
import { useLocalStorage } from '../hooks/useLocalStorage';
import { countByColumn, isOverdue } from '../utils/tasks';

export function StatsPage() {
  const { tasks, dispatch } = useBoard();
  const [showOverdue, setShowOverdue] = useLocalStorage('stats.overdue', true);
  const counts = countByColumn(tasks);
  const overdue = tasks.filter(isOverdue);
  const percent = tasks.length === 0 ? 0 : Math.round((counts.done / tasks.length) * 100);

  return (
    <main style={{ padding: 24 }}>
      <Flex gap="large">
        {COLUMN_ORDER.map((column) => (
          <Statistic key={column} title={COLUMN_TITLES[column]} value={counts[column]} />
        ))}
        <Progress type="circle" percent={percent} />
      </Flex>
      <Checkbox checked={showOverdue} onChange={(event) => setShowOverdue(event.target.checked)}>
        Show overdue
      </Checkbox>
      {showOverdue && (
        <Card title="Overdue (click to move to review)">
          {overdue.map((task) => (
            <TaskCard
              key={task.id}
              task={task}
              onOpen={({ id }) => dispatch({ type: 'move', id, column: 'review' })}
            />
          ))}
        </Card>
      )}
    </main>
  );
}
