import dayjs from "dayjs";
import { Task, TaskStatus } from "../types/task";

export function formatDueDate(value: string): string {
  const date = dayjs(value);
  if (date.isSame(dayjs(), "day")) {
    return "Today";
  }
  return date.format("MMM D, YYYY");
}

export function isOverdue(task: Task): boolean {
  if (!task.dueDate || task.status === TaskStatus.Done) {
    return false;
  }
  return dayjs(task.dueDate).isBefore(dayjs(), "day");
}

export function daysUntil(value: string): number {
  return dayjs(value).startOf("day").diff(dayjs().startOf("day"), "day");
}
