import { createContext, useContext, useMemo, useState } from "react";
import type { FC, PropsWithChildren } from "react";
import { login as loginRequest } from "@/api/http";
import type { User } from "@/types/expense";

interface AuthContextValue {
  user: User | null;
  signIn: (email: string, password: string) => Promise<void>;
  signOut: () => void;
}

const AuthContext = createContext<AuthContextValue | null>(null);

export const AuthProvider: FC<PropsWithChildren> = ({ children }) => {
  const [user, setUser] = useState<User | null>(() => {
    const stored = localStorage.getItem("user");
    return stored ? (JSON.parse(stored) as User) : null;
  });

  const value = useMemo<AuthContextValue>(
    () => ({
      user,
      signIn: async (email, password) => {
        const { accessToken, user: nextUser } = await loginRequest(email, password);
        localStorage.setItem("accessToken", accessToken);
        localStorage.setItem("user", JSON.stringify(nextUser));
        setUser(nextUser);
      },
      signOut: () => {
        localStorage.clear();
        setUser(null);
      },
    }),
    [user],
  );

  return <AuthContext.Provider value={value}>{children}</AuthContext.Provider>;
};

export function useAuth(): AuthContextValue {
  const context = useContext(AuthContext);
  if (!context) {
    throw new Error("useAuth must be used inside <AuthProvider>");
  }
  return context;
}
