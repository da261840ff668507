import React from "react";
import { Avatar, Button, Card, Dropdown, Space, Tag, Tooltip } from "antd";
import type { MenuProps } from "antd";
import { DeleteOutlined, MoreOutlined, UserOutlined } from "@ant-design/icons";
import { Priority, Task, TaskStatus } from "../types/task";
import { formatDueDate, isOverdue } from "../utils/date";

interface TaskCardProps {
  task: Task;
  onMove: (id: string, status: TaskStatus) => void;
  onDelete: (id: string) => void;
}

const priorityColor: Record<Priority, string> = {
  [Priority.Low]: "blue",
  [Priority.Medium]: "gold",
  [Priority.High]: "red",
};

const TaskCard: React.FC<TaskCardProps> = ({ task, onMove, onDelete }) => {
  const overdue = isOverdue(task);

  const menuItems: MenuProps["items"] = [
    { key: TaskStatus.Todo, label: "Move to To do" },
    { key: TaskStatus.InProgress, label: "Move to In progress" },
    { key: TaskStatus.Done, label: "Move to Done" },
  ];

  const handleMenuClick: MenuProps["onClick"] = ({ key }) => {
    onMove(task.id, key as TaskStatus);
  };

  return (
    <Card
      size="small"
      title={task.title}
      className={overdue ? "task-card task-card--overdue" : "task-card"}
      extra={
        <Space>
          <Dropdown menu={{ items: menuItems, onClick: handleMenuClick }} trigger={["click"]}>
            <Button type="text" icon={<MoreOutlined />} />
          </Dropdown>
          <Button type="text" danger icon={<DeleteOutlined />} onClick={() => onDelete(task.id)} />
        </Space>
      }
    >
      {task.description && <p className="task-card__description">{task.description}</p>}
      <Space wrap>
        <Tag color={priorityColor[task.priority]}>{task.priority}</Tag>
        {task.tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
        {task.dueDate && <span>{formatDueDate(task.dueDate)}</span>}
        <Tooltip title={task.assignee?.fullName ?? "Unassigned"}>
          <Avatar size="small" src={task.assignee?.avatarUrl} icon={<UserOutlined />} />
        </Tooltip>
      </Space>
    </Card>
  );
};

export default TaskCard;
