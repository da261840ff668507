/** The statuses that `3XX` stands for. */
export type ApiRedirectStatus = 300 | 301 | 302 | 303 | 304 | 307 | 308;

/** The statuses that `4XX` stands for. */
export type ApiClientErrorStatus =
  | (400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411)
  | (412 | 413 | 414 | 415 | 416 | 417 | 418 | 421 | 422 | 423 | 424 | 425)
  | (426 | 428 | 429 | 431 | 451 | 499);

/** The statuses that `5XX` stands for. */
export type ApiServerErrorStatus =
  | (500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511)
  | (520 | 521 | 522 | 523 | 524 | 525 | 526 | 529);

/** The statuses that `default` stands for. */
export type ApiErrorStatus = ApiClientErrorStatus | ApiServerErrorStatus;
