import dayjs from 'dayjs';
import type { ColumnId, Priority, Task } from '../types';

const weight: Record<Priority, number> = { high: 0, medium: 1, low: 2 };

export function newTask(title: string, priority: Priority = 'medium'): Task {
  return {
    id: crypto.randomUUID(),
    title,
    notes: '',
    column: 'todo',
    priority,
    dueDate: null,
    createdAt: dayjs().toISOString(),
  };
}

export function tasksInColumn(tasks: Task[], column: ColumnId, search = ''): Task[] {
  const needle = search.trim().toLowerCase();
  return tasks
    .filter((task) => task.column === column)
    .filter((task) => task.title.toLowerCase().includes(needle))
    .sort((a, b) => weight[a.priority] - weight[b.priority]);
}

export function isOverdue(task: Task): boolean {
  if (task.dueDate === null || task.column === 'done') return false;
  return dayjs(task.dueDate).isBefore(dayjs(), 'day');
}

export function countByColumn(tasks: Task[]): Record<ColumnId, number> {
  const counts: Record<ColumnId, number> = { todo: 0, doing: 0, review: 0, done: 0 };
  for (const task of tasks) {
    counts[task.column] += 1;
  }
  return counts;
}
