//! Where names come from by convention, in the standard library and in the packages that our stack is made of.
//!
//! A place counts only where the package is there and has the name.

/// The modules that `name` is commonly taken from.
pub(super) fn places(name: &str) -> impl Iterator<Item = &'static str> {
    TABLE.iter().filter(move |(_, names)| names.split_whitespace().any(|known| known == name)).map(|(module, _)| *module)
}

const TABLE: &[(&str, &str)] = &[
    ("datetime", "datetime timedelta timezone date UTC"),
    (
        "typing",
        "Any Optional Union List Dict Set Tuple Callable Literal TypeVar Generic Annotated Self ClassVar TYPE_CHECKING cast overload Protocol TypedDict NamedTuple Final Type NoReturn TypeAlias override ParamSpec Concatenate",
    ),
    (
        "collections.abc",
        "AsyncGenerator AsyncIterator AsyncIterable Generator Iterator Iterable Sequence Mapping MutableMapping Awaitable Coroutine Callable",
    ),
    ("collections", "defaultdict Counter OrderedDict deque namedtuple ChainMap"),
    ("contextlib", "asynccontextmanager contextmanager suppress AsyncExitStack ExitStack nullcontext"),
    ("contextvars", "ContextVar"),
    ("dataclasses", "dataclass field asdict astuple replace fields is_dataclass"),
    ("decimal", "Decimal ROUND_HALF_UP InvalidOperation"),
    ("enum", "Enum IntEnum StrEnum auto Flag IntFlag"),
    ("functools", "lru_cache wraps partial cache cached_property reduce total_ordering"),
    ("http", "HTTPStatus"),
    ("pathlib", "Path PurePath"),
    ("uuid", "UUID uuid4 uuid1 uuid5"),
    ("abc", "ABC abstractmethod"),
    ("io", "BytesIO StringIO"),
    ("itertools", "chain groupby islice product zip_longest accumulate"),
    ("operator", "itemgetter attrgetter"),
    ("zoneinfo", "ZoneInfo"),
    ("urllib.parse", "urlencode urlparse quote quote_plus urljoin unquote"),
    (
        "fastapi",
        "FastAPI APIRouter Depends HTTPException Request Response Query Path Body Header Cookie Form File UploadFile status BackgroundTasks WebSocket WebSocketDisconnect Security",
    ),
    (
        "fastapi.security",
        "OAuth2PasswordBearer OAuth2PasswordRequestForm HTTPBearer HTTPAuthorizationCredentials HTTPBasic HTTPBasicCredentials APIKeyHeader SecurityScopes",
    ),
    ("fastapi.responses", "JSONResponse HTMLResponse RedirectResponse StreamingResponse FileResponse PlainTextResponse ORJSONResponse"),
    ("fastapi.middleware.cors", "CORSMiddleware"),
    ("fastapi.staticfiles", "StaticFiles"),
    ("fastapi.templating", "Jinja2Templates"),
    ("fastapi.encoders", "jsonable_encoder"),
    ("fastapi.exceptions", "RequestValidationError"),
    ("fastapi.testclient", "TestClient"),
    ("fastapi.routing", "APIRoute"),
    ("fastapi.concurrency", "run_in_threadpool"),
    ("starlette.middleware.base", "BaseHTTPMiddleware RequestResponseEndpoint"),
    (
        "sqlalchemy",
        "select insert update delete func and_ or_ not_ desc asc create_engine Column Integer String Boolean DateTime ForeignKey Text Float Numeric Date BigInteger Index UniqueConstraint CheckConstraint Table text event inspect exists case literal Engine JSON Enum LargeBinary SmallInteger MetaData Select",
    ),
    (
        "sqlalchemy.orm",
        "Session sessionmaker DeclarativeBase Mapped mapped_column relationship selectinload joinedload declarative_base backref aliased contains_eager Query column_property declared_attr scoped_session load_only",
    ),
    ("sqlalchemy.exc", "IntegrityError SQLAlchemyError NoResultFound OperationalError MultipleResultsFound"),
    ("sqlalchemy.ext.asyncio", "AsyncSession create_async_engine async_sessionmaker AsyncEngine AsyncConnection async_scoped_session"),
    ("sqlalchemy.ext.declarative", "declarative_base"),
    ("sqlalchemy.pool", "NullPool StaticPool QueuePool"),
    ("sqlmodel", "SQLModel Field Relationship Session select create_engine col"),
    (
        "pydantic",
        "BaseModel Field EmailStr ConfigDict field_validator model_validator ValidationError HttpUrl computed_field SecretStr PositiveInt AnyUrl AnyHttpUrl BeforeValidator AfterValidator TypeAdapter PostgresDsn field_serializer model_serializer ValidationInfo constr conint validator root_validator StringConstraints NonNegativeInt PrivateAttr create_model RootModel",
    ),
    ("pydantic_settings", "BaseSettings SettingsConfigDict PydanticBaseSettingsSource"),
    ("jose", "jwt JWTError"),
    ("passlib.context", "CryptContext"),
    ("httpx", "AsyncClient Client ASGITransport"),
    ("alembic", "op context"),
    ("dotenv", "load_dotenv"),
];

/// The modules of the table.
pub(super) fn modules() -> impl Iterator<Item = &'static str> {
    TABLE.iter().filter_map(|(module, _)| module.split('.').next()).chain(STANDARD.split_whitespace())
}

/// Modules that programs commonly import whole.
const STANDARD: &str = "asyncio base64 collections csv datetime functools hashlib hmac html inspect io itertools json logging math mimetypes os random re secrets shutil smtplib ssl string subprocess sys tempfile threading time traceback typing urllib uuid warnings";
