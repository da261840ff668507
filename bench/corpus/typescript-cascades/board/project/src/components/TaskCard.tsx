import { Card, Tag, Typography } from 'antd';
import dayjs from 'dayjs';
import { PRIORITY_COLORS } from '../constants';
import type { Task } from '../types';
import { isOverdue } from '../utils/tasks';

interface TaskCardProps {
  task: Task;
  compact?: boolean;
  onOpen: (task: Task) => void;
}

export function TaskCard({ task, compact = false, onOpen }: TaskCardProps) {
  return (
    <Card size="small" hoverable onClick={() => onOpen(task)}>
      <Typography.Text strong>{task.title}</Typography.Text>
      {!compact && (
        <div>
          <Tag color={PRIORITY_COLORS[task.priority]}>{task.priority}</Tag>
          {task.dueDate && (
            <Typography.Text type={isOverdue(task) ? 'danger' : 'secondary'}>
              {dayjs(task.dueDate).format('D MMM')}
            </Typography.Text>
          )}
        </div>
      )}
    </Card>
  );
}
