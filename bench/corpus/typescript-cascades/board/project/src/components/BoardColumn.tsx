import { Badge, Card, Flex } from 'antd';
import { COLUMN_TITLES } from '../constants';
import { useBoard } from '../context/BoardContext';
import type { ColumnId, Task } from '../types';
import { tasksInColumn } from '../utils/tasks';
import { TaskCard } from './TaskCard';

interface BoardColumnProps {
  column: ColumnId;
  compact: boolean;
  onOpenTask: (task: Task) => void;
}

export function BoardColumn({ column, compact, onOpenTask }: BoardColumnProps) {
  const { tasks, search } = useBoard();
  const visible = tasksInColumn(tasks, column, search);
  return (
    <Card title={COLUMN_TITLES[column]} extra={<Badge count={visible.length} showZero />}>
      <Flex vertical gap="small">
        {visible.map((task) => (
          <TaskCard key={task.id} task={task} compact={compact} onOpen={onOpenTask} />
        ))}
      </Flex>
    </Card>
  );
}
