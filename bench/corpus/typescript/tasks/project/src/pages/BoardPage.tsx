import React, { useMemo, useState } from "react";
import { Alert, Col, Divider, Input, Row, Spin, Typography } from "antd";
import TaskCard from "../components/TaskCard";
import TaskForm from "../components/TaskForm";
import useTasks from "../hooks/useTasks";
import { Task, TaskStatus } from "../types/task";

const columns: { status: TaskStatus; title: string }[] = [
  { status: TaskStatus.Todo, title: "To do" },
  { status: TaskStatus.InProgress, title: "In progress" },
  { status: TaskStatus.Done, title: "Done" },
];

const BoardPage: React.FC = () => {
  const { tasks, loading, error, addTask, moveTask, deleteTask } = useTasks();
  const [filter, setFilter] = useState("");

  const grouped = useMemo(() => {
    const result: Record<TaskStatus, Task[]> = {
      [TaskStatus.Todo]: [],
      [TaskStatus.InProgress]: [],
      [TaskStatus.Done]: [],
    };
    const needle = filter.toLowerCase();
    for (const task of tasks) {
      if (task.title.toLowerCase().includes(needle)) {
        result[task.status].push(task);
      }
    }
    return result;
  }, [tasks, filter]);

  const handleFilterChange = (e: React.ChangeEvent<HTMLInputElement>) => {
    setFilter(e.target.value);
  };

  return (
    <Spin spinning={loading}>
      {error && <Alert type="error" title={error} showIcon />}
      <TaskForm onSubmit={addTask} />
      <Divider />
      <Input
        allowClear
        placeholder="Filter tasks"
        value={filter}
        onChange={handleFilterChange}
        style={{ maxWidth: 320, marginBottom: 16 }}
      />
      <Row gutter={16}>
        {columns.map((column) => (
          <Col key={column.status} xs={24} md={8}>
            <Typography.Title level={4}>
              {column.title} ({grouped[column.status].length})
            </Typography.Title>
            {grouped[column.status].map((task) => (
              <TaskCard key={task.id} task={task} onMove={moveTask} onDelete={deleteTask} />
            ))}
          </Col>
        ))}
      </Row>
    </Spin>
  );
};

export default BoardPage;
