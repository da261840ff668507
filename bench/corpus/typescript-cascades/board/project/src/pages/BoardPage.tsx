import { Col, Row } from 'antd';
import { useState } from 'react';
import { BoardColumn } from '../components/BoardColumn';
import { TaskModal } from '../components/TaskModal';
import { Toolbar } from '../components/Toolbar';
import { COLUMN_ORDER } from '../constants';
import { useLocalStorage } from '../hooks/useLocalStorage';
import type { Task } from '../types';

export function BoardPage() {
  const [compact, setCompact] = useLocalStorage('board.compact', false);
  const [openTask, setOpenTask] = useState<Task | null>(null);

  return (
    <main style={{ padding: 24 }}>
      <Toolbar compact={compact} onCompactChange={setCompact} />
      <Row gutter={16} style={{ marginTop: 16 }}>
        {COLUMN_ORDER.map((column) => (
          <Col key={column} span={6}>
            <BoardColumn column={column} compact={compact} onOpenTask={setOpenTask} />
          </Col>
        ))}
      </Row>
      {openTask && <TaskModal task={openTask} onClose={() => setOpenTask(null)} />}
    </main>
  );
}
