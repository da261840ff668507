export enum TaskStatus {
  Todo = "todo",
  InProgress = "in_progress",
  Done = "done",
}

export enum Priority {
  Low = "low",
  Medium = "medium",
  High = "high",
}

export interface Assignee {
  id: string;
  fullName: string;
  avatarUrl?: string;
}

export interface Task {
  id: string;
  title: string;
  description?: string;
  status: TaskStatus;
  priority: Priority;
  assignee: Assignee | null;
  dueDate: string | null;
  tags: string[];
  createdAt: string;
}

export type NewTask = Pick<Task, "title" | "description" | "priority" | "dueDate">;
