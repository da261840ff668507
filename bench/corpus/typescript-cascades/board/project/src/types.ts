export type ColumnId = 'todo' | 'doing' | 'review' | 'done';

export type Priority = 'low' | 'medium' | 'high';

export interface Task {
  id: string;
  title: string;
  notes: string;
  column: ColumnId;
  priority: Priority;
  dueDate: string | null;
  createdAt: string;
}

export interface BoardState {
  tasks: Task[];
  search: string;
}

export type BoardAction =
  | { type: 'add'; task: Task }
  | { type: 'update'; task: Task }
  | { type: 'move'; id: string; column: ColumnId }
  | { type: 'remove'; id: string }
  | { type: 'search'; text: string };
