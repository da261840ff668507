export interface NavItem {
  path: string;
  label: string;
}

export const NAV_ITEMS: NavItem[] = [
  { path: '/', label: 'Dashboard' },
  { path: '/expenses', label: 'Expenses' },
  { path: '/preferences', label: 'Preferences' },
];
