interface User {
  name: string;
}

async function load(id: number): Promise<User> {
  return { name: String(id) };
}

export async function greet(id: number): Promise<string> {
  const user = load(id);
  return "Dear " + user.name;
}
