/** An error as an operation documents it. */
export interface ApiError<Status extends number, Body> {
  readonly status: Status;
  readonly body: Body;
}
