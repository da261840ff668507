/** Hooks for an operation that reads. */
export interface ApiQuery<Input, Output> {
  /** The key under which the answer to an input is kept. Without an input: what the keys of all begin with. */
  key(input?: Input): readonly unknown[];
  /** What `useSuspenseQuery`, `prefetchQuery` and others take. */
  options(input: Input): ApiQueryDefinition<ApiQueried<Output>>;
  useQuery<Data = ApiQueried<Output>>(
    input: Input,
    options?: ApiQueryOptions<ApiQueried<Output>, Data>,
  ): UseQueryResult<Data>;
}

/** A hook for an operation that changes something: what it is given is what its `mutate` takes. */
export interface ApiMutation<Input, Output> {
  useMutation<Context = unknown>(
    options?: ApiMutationOptions<Input, Output, Context>,
  ): UseMutationResult<Output, Error, Input, Context>;
}

export interface ApiQueryDefinition<Output> {
  readonly queryKey: DataTag<readonly unknown[], Output, Error>;
  readonly queryFn: QueryFunction<Output>;
}

/** A query that gives nothing gives `null`, since TanStack Query takes `undefined` for an error. */
export type ApiQueried<Output> = undefined extends Output
  ? Exclude<Output, undefined | void> | null
  : Output;

export type ApiQueryOptions<Output, Data> = Omit<
  UseQueryOptions<Output, Error, Data>,
  "queryKey" | "queryFn"
>;

export type ApiMutationOptions<Input, Output, Context> = Omit<
  UseMutationOptions<Output, Error, Input, Context>,
  "mutationFn"
>;

/** Has the answers of all operations of a module asked for again: after one of them has changed something. */
export function invalidateApi(
  queries: QueryClient,
  module: keyof ApiClient,
): Promise<void> {
  return queries.invalidateQueries({ queryKey: [module] });
}

type ApiAnyOperation = ApiOperation<unknown, unknown, never>;

function hooksOf(api: object): unknown {
  const hooks = bare<{ [name: string]: unknown }>();
  const modules: [string, object][] = Object.entries(api);
  for (const [module, operations] of modules) {
    const own = (hooks[module] = bare());
    const named: [string, ApiAnyOperation][] = Object.entries(operations);
    for (const [name, operation] of named) {
      own[name] =
        operation.method === "GET"
          ? queryOf([module, name], operation)
          : mutationOf(operation);
    }
  }
  return hooks;
}

function queryOf(prefix: readonly string[], operation: ApiAnyOperation) {
  const key = (input?: unknown) =>
    input === undefined ? prefix : [...prefix, input];
  const options = (input: unknown) => ({
    queryKey: key(input),
    queryFn: async ({ signal }: { signal: AbortSignal }) =>
      (await operation(input, { signal })) ?? null,
  });
  return {
    key,
    options,
    useQuery: (input: unknown, more?: object) =>
      useQuery({ ...more, ...options(input) }),
  };
}

function mutationOf(operation: ApiAnyOperation) {
  const mutationFn = (input: unknown) => operation(input);
  return {
    useMutation: (more?: object) => useMutation({ ...more, mutationFn }),
  };
}
