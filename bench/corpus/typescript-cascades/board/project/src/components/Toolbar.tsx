import { Flex, Input, Switch } from 'antd';
import { useState } from 'react';
import { useBoard } from '../context/BoardContext';
import { newTask } from '../utils/tasks';

interface ToolbarProps {
  compact: boolean;
  onCompactChange: (compact: boolean) => void;
}

export function Toolbar({ compact, onCompactChange }: ToolbarProps) {
  const { search, dispatch } = useBoard();
  const [title, setTitle] = useState('');

  const add = () => {
    if (title.trim() === '') return;
    dispatch({ type: 'add', task: newTask(title.trim()) });
    setTitle('');
  };

  return (
    <Flex gap="middle" align="center">
      <Input
        value={title}
        placeholder="New task"
        onChange={(event) => setTitle(event.target.value)}
        onPressEnter={add}
      />
      <Input.Search
        value={search}
        placeholder="Filter"
        onChange={(event) => dispatch({ type: 'search', text: event.target.value })}
      />
      <Switch checked={compact} onChange={onCompactChange} checkedChildren="compact" />
    </Flex>
  );
}
