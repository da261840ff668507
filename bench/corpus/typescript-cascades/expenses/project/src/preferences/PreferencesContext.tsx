import { createContext, use, useState, type ReactNode } from 'react';
import { loadPreferences, savePreferences } from '../storage';
import type { Preferences } from '../types/preferences';

interface PreferencesContextValue {
  preferences: Preferences;
  update: (patch: Partial<Preferences>) => void;
}

const PreferencesContext = createContext<PreferencesContextValue | null>(null);

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [preferences, setPreferences] = useState<Preferences>(() => loadPreferences());

  const update = (patch: Partial<Preferences>) => {
    const next = { ...preferences, ...patch };
    setPreferences(next);
    savePreferences(next);
  };

  return <PreferencesContext value={{ preferences, update }}>{children}</PreferencesContext>;
}

export function usePreferences() {
  const context = use(PreferencesContext);
  if (!context) {
    throw new Error('usePreferences needs a PreferencesProvider');
  }
  return context;
}
