import { useEffect, useState } from "react";

import { send } from "../api";
import type { CustomerRead } from "../api_types";

export function Customers() {
  const [customers, setCustomers] = useState<CustomerRead[]>([]);
  const [search, setSearch] = useState("");

  useEffect(() => {
    void fetch("/api/customers?" + new URLSearchParams({ search }))
      .then((response) => response.json())
      .then(setCustomers);
  }, [search]);

  async function add(name: string, email: string) {
    await send("/customers", { method: "POST", body: JSON.stringify({ name, email, phone: null }) });
  }

  return (
    <section>
      <input value={search} onChange={(event) => setSearch(event.target.value)} />
      <button onClick={() => void add(search, "")}>Add</button>
      {customers.map((customer) => (
        <p key={customer.id}>
          {customer.name}, {customer.phone ?? customer.email}
        </p>
      ))}
    </section>
  );
}
