import type { ColumnId, Priority } from './types';

export const STORAGE_KEY = 'board.v1';

export const COLUMN_ORDER: ColumnId[] = ['todo', 'doing', 'review', 'done'];

export const COLUMN_TITLES: Record<ColumnId, string> = {
  todo: 'To do',
  doing: 'In progress',
  review: 'Review',
  done: 'Done',
};

export const PRIORITY_COLORS: Record<Priority, string> = {
  low: 'default',
  medium: 'blue',
  high: 'red',
};
