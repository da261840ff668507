import { useCallback, useEffect, useState } from "react";
import { message } from "antd";
import { createTask, getTasks, removeTask, updateTaskStatus } from "../api/taskApi";
import { NewTask, Task, TaskStatus } from "../types/task";

interface UseTasksResult {
  tasks: Task[];
  loading: boolean;
  error: string | null;
  addTask: (task: NewTask) => Promise<void>;
  moveTask: (id: string, status: TaskStatus) => Promise<void>;
  deleteTask: (id: string) => Promise<void>;
  reload: () => Promise<void>;
}

const useTasks = (): UseTasksResult => {
  const [tasks, setTasks] = useState<Task[]>([]);
  const [loading, setLoading] = useState<boolean>(false);
  const [error, setError] = useState<string | null>(null);

  const reload = useCallback(async () => {
    setLoading(true);
    setError(null);
    try {
      const result = await getTasks();
      setTasks(result);
    } catch (err) {
      setError(err instanceof Error ? err.message : "Failed to load tasks");
    } finally {
      setLoading(false);
    }
  }, []);

  useEffect(() => {
    void reload();
  }, [reload]);

  const addTask = async (task: NewTask) => {
    const created = await createTask(task);
    setTasks((prev) => [created, ...prev]);
    message.success("Task created");
  };

  const moveTask = async (id: string, status: TaskStatus) => {
    const updated = await updateTaskStatus(id, status);
    setTasks((prev) => prev.map((task) => (task.id === id ? updated : task)));
  };

  const deleteTask = async (id: string) => {
    await removeTask(id);
    setTasks((prev) => prev.filter((task) => task.id !== id));
  };

  return { tasks, loading, error, addTask, moveTask, deleteTask, reload };
};

export default useTasks;
