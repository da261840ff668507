import { Colour, Level, Priority, Status } from "./api_types.ts";
import { api, check, exactly, refused } from "./case.ts";

check("an enum is an object of its members, and takes its literals", async () => {
  const task = await api.enums.members({ body: { priority: Priority.HIGH, colour: "#f00" } });
  exactly<Status>()(task.status, Status.PENDING);
  exactly<Priority>()(task.priority, 10);
  exactly<Colour | null>()(task.colour, Colour.RED);
  // @ts-expect-error it is no member
  await refused(api.enums.members({ body: { priority: 2 } }));
  // @ts-expect-error members are told by value, not by name
  await refused(api.enums.members({ body: { priority: 1, status: "PENDING" } }));
});

check("members of an enum have the names that the backend gives them", async () => {
  exactly<"in delivery">()(Status.IN_DELIVERY, "in delivery");
  exactly<1>()(Priority.LOW, 1);
  exactly<"#0f0">()(Colour.GREEN, "#0f0");
  exactly<0>()(Level.NONE, 0);
});

check("an enum may have values of several types, or one value", async () => {
  const levels = await api.enums.mixed({ body: { level: 0, single: "only" } });
  exactly<Level>()(levels.level, Level.NONE);
  exactly<"only">()(levels.single, "only");
  // @ts-expect-error it is no member
  await refused(api.enums.mixed({ body: { level: 1, single: "only" } }));
  // @ts-expect-error the only value is required all the same
  await refused(api.enums.mixed({ body: { level: "some" } }));
});

check("an enum may be the keys of an object, not all of which need be there", async () => {
  const board = await api.enums.keys({ body: { counts: { pending: 1 }, weights: { 10: 0.5 } } });
  exactly<number | undefined>()(board.counts.pending, 1);
  exactly<number | undefined>()(board.counts[Status.DONE], undefined);
  exactly<number | undefined>()(board.weights[Priority.HIGH], 0.5);
  exactly<Status[] | undefined>()(board.full[Colour.RED], undefined);
  // @ts-expect-error it is no key
  await refused(api.enums.keys({ body: { counts: { lost: 1 }, weights: {} } }));
  // @ts-expect-error an absent key is not an undefined value
  await api.enums.keys({ body: { counts: { pending: undefined }, weights: {} } });
});

check("flags are integers", async () => {
  exactly<number>()((await api.enums.flags({ body: { access: 3 } })).access, 3);
});

check("an enum may be the answer itself, alone and in a list", async () => {
  exactly<Status>()(await api.enums.bare(), "done");
  exactly<Priority[]>()(await api.enums.every(), [1, 10]);
});
