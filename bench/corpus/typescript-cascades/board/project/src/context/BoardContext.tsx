import {
  createContext,
  useContext,
  useEffect,
  useReducer,
  type Dispatch,
  type ReactNode,
} from 'react';
import { STORAGE_KEY } from '../constants';
import { useLocalStorage } from '../hooks/useLocalStorage';
import type { BoardAction, BoardState, Task } from '../types';

interface BoardContextValue {
  tasks: Task[];
  search: string;
  dispatch: Dispatch<BoardAction>;
}

const BoardContext = createContext<BoardContextValue | null>(null);

function reducer(state: BoardState, action: BoardAction): BoardState {
  switch (action.type) {
    case 'add':
      return { ...state, tasks: [...state.tasks, action.task] };
    case 'update':
      return {
        ...state,
        tasks: state.tasks.map((task) => (task.id === action.task.id ? action.task : task)),
      };
    case 'move':
      return {
        ...state,
        tasks: state.tasks.map((task) =>
          task.id === action.id ? { ...task, column: action.column } : task,
        ),
      };
    case 'remove':
      return { ...state, tasks: state.tasks.filter((task) => task.id !== action.id) };
    case 'search':
      return { ...state, search: action.text };
  }
}

export function BoardProvider({ children }: { children: ReactNode }) {
  const [stored, setStored] = useLocalStorage<Task[]>(STORAGE_KEY, []);
  const [state, dispatch] = useReducer(reducer, { tasks: stored, search: '' });

  useEffect(() => {
    setStored(state.tasks);
  }, [state.tasks, setStored]);

  return (
    <BoardContext value={{ tasks: state.tasks, search: state.search, dispatch }}>
      {children}
    </BoardContext>
  );
}

export function useBoard(): BoardContextValue {
  const value = useContext(BoardContext);
  if (value === null) {
    throw new Error('useBoard must be used inside BoardProvider');
  }
  return value;
}
