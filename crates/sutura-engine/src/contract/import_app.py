"""Imports a FastAPI application and writes its OpenAPI document, together with what the document hides.

Run as `python -s -S import_app.py FOLDER`: reads FOLDER/request.json, and writes FOLDER/document.json and FOLDER/answer.json. What the application prints is not ours,
and it may end the interpreter, so that an
answer is one only if the file is there.
"""

import enum
import importlib
import json
import os
import sys
import traceback


def main(folder):
    # Python puts the folder of the script first.
    del sys.path[0]
    with open(os.path.join(folder, "request.json"), encoding="utf-8") as file:
        request = json.load(file)
    try:
        document, mounted = document_of(request)
        with open(os.path.join(folder, "document.json"), "w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False)
        answer = {"document": {"mounted": mounted}}
    except Refusal as refusal:
        answer = refusal.answer
    except BaseException as error:  # SystemExit and KeyboardInterrupt are the application's too.
        answer = failure(error, request)
    partial = os.path.join(folder, "answer.part")
    with open(partial, "w", encoding="utf-8") as file:
        json.dump(answer, file, ensure_ascii=False)
    os.rename(partial, os.path.join(folder, "answer.json"))
    # Threads of the application do not keep us.
    os._exit(0)


class Refusal(Exception):
    def __init__(self, kind, **details):
        self.answer = {"refused": {"kind": kind, **details}}


def document_of(request):
    # The folder that servers are started in comes first; what another holds is not to stand for a module of the standard library.
    first, *others = request["roots"]
    sys.path[:] = [first, *sys.path, *request["packages"], *others]
    os.environ.update(request["variables"])
    prepare(request)
    module = importlib.import_module(request["module"])
    app = application(module, request)
    # What it serves may be one schema for both directions, or stored already; what it sends and accepts is the same.
    tells_directions_apart = hasattr(app, "separate_input_output_schemas")
    app.separate_input_output_schemas = True
    app.openapi_schema = None
    try:
        document = app.openapi()
    except Exception as error:
        place = place_of(error, traceback.extract_tb(error.__traceback__), request)
        raise Refusal("document", reason=said(error), **place) from error
    import fastapi

    document = dict(document)
    tell_enums_of_old(document)
    if tells_directions_apart:
        # FastAPI before 0.102 says of fields what is accepted alone: its document is read as one that nobody has completed.
        document["x-sutura"] = {"fastapi": fastapi.__version__}
    return document, mounted_in(app)


def prepare(request):
    """Makes the libraries tell what they know; importing must not need folders and databases that are not there."""
    try:
        import fastapi
        import pydantic
    except ImportError as error:
        if error.name and error.name.partition(".")[0] in ("fastapi", "pydantic"):
            raise Refusal("no_fastapi", reason=said(error)) from error
        raise
    if pydantic.VERSION.startswith("1."):
        raise Refusal("old_pydantic", reason=pydantic.VERSION)
    tell_schemas()
    tell_operations()
    settings_without_values()
    folders_that_are_missing()
    if request["skip_tables"]:
        tables_that_are_not_made()


def tell_schemas():
    from pydantic.json_schema import GenerateJsonSchema as Generator

    def after(name, change):
        original = getattr(Generator, name, None)
        if original is None:
            return

        def changed(self, schema):
            result = original(self, schema)
            if isinstance(result, dict) and "$ref" not in result:
                change(result, schema)
            return result

        setattr(Generator, name, changed)

    def module(result, schema):
        cls = schema.get("cls")
        if cls is not None and getattr(cls, "__module__", None):
            result["x-sutura"] = {"module": cls.__module__}

    def members(result, schema):
        if issubclass(schema["cls"], enum.Flag):
            # Members of a flag are sent together, as their sum.
            result.pop("enum", None)
        names = [member.name for member in schema["members"]]
        if "enum" in result or "const" in result:
            result["x-enum-varnames"] = names
        module(result, schema)

    def fields(result, named, mode):
        for name, _, field in named:
            alias = alias_of(field, mode)
            hidden = {"field": name} if alias not in (None, name) else {}
            if mode == "serialization" and field.get("schema", {}).get("type") == "default":
                # All that is sent is listed as required, and a default of None or of a factory is not in the document.
                hidden["default"] = True
            properties, key = result.get("properties", {}), alias or name
            if hidden and isinstance(properties.get(key), dict):
                properties[key] = {**properties[key], "x-sutura": hidden}

    named_fields = getattr(Generator, "_named_required_fields_schema", None)
    if named_fields is not None:

        def with_fields(self, named):
            named = list(named)
            result = named_fields(self, named)
            fields(result, named, self.mode)
            return result

        Generator._named_required_fields_schema = with_fields

    for name in ("model_schema", "dataclass_schema", "typed_dict_schema"):
        after(name, module)
    after("enum_schema", members)

    is_required = Generator.field_is_required

    def field_is_required(self, field, total):
        """What the server sends: every field of a model, whether it has a default or not."""
        if self.mode != "serialization" or field["type"] == "typed-dict-field":
            return is_required(self, field, total)
        return not field.get("serialization_exclude") and field.get("serialization_exclude_if") is None

    Generator.field_is_required = field_is_required


def tell_enums_of_old(document):
    """Pydantic before 2.7 makes the schemas of enums out of our sight: they are known by their titles and values."""
    from pydantic.json_schema import GenerateJsonSchema

    if hasattr(GenerateJsonSchema, "enum_schema"):
        return
    known = [enum.Enum]
    for cls in known:
        known.extend(cls.__subclasses__())
    for schema in document.get("components", {}).get("schemas", {}).values():
        values = schema.get("enum", [schema["const"]] if "const" in schema else None)
        fits = [cls for cls in known if values and cls.__name__ == schema.get("title") and [member.value for member in cls] == values]
        if len(set(fits)) == 1:
            schema["x-enum-varnames"] = [member.name for member in fits[0]]
            schema["x-sutura"] = {"module": fits[0].__module__}


def alias_of(field, mode):
    """The name in JSON: of several that are accepted the first, and of a path into an object its first step."""
    alias = field.get("serialization_alias" if mode == "serialization" else "validation_alias")
    while isinstance(alias, list):
        alias = alias[0] if alias else None
    return alias if isinstance(alias, str) else None


def tell_operations():
    from fastapi.openapi import utils

    original = utils.get_openapi_path

    def get_openapi_path(**arguments):
        result = original(**arguments)
        hidden = hidden_of(arguments["route"])
        if result and result[0]:
            for operation in result[0].values():
                if not getattr(arguments["route"], "summary", None):
                    # FastAPI makes one of the name, which says nothing more.
                    operation.pop("summary", None)
                operation["x-sutura"] = {**operation.get("x-sutura", {}), **hidden}
        return result

    utils.get_openapi_path = get_openapi_path


def hidden_of(route):
    function = route.endpoint
    while hasattr(function, "func"):
        function = function.func
    hidden = {}
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    module = getattr(function, "__module__", None)
    if name and module and "<" not in name:
        hidden["function"] = f"{module}.{name}"
    for flag in ("exclude_unset", "exclude_defaults", "exclude_none"):
        if getattr(route, f"response_model_{flag}", False) is True:
            hidden[flag] = True
    include = getattr(route, "response_model_include", None)
    if include is not None:
        hidden["include"] = sorted(str(name) for name in include)
    exclude = getattr(route, "response_model_exclude", None)
    if exclude:
        whole = exclude if not isinstance(exclude, dict) else [name for name, inner in exclude.items() if inner is True or inner is ...]
        hidden["exclude"] = sorted(str(name) for name in whole)
    if getattr(route, "response_model_by_alias", True) is False:
        hidden["by_field"] = True
    return hidden


def mounted_in(app):
    """The paths of applications that have documents of their own."""
    import fastapi

    routes = [route for route in app.routes if isinstance(getattr(route, "app", None), fastapi.FastAPI)]
    return [route.path for route in routes if hasattr(route, "path")]


def application(module, request):
    import fastapi

    found = module
    for name in request["attribute"].split("."):
        try:
            found = getattr(found, name)
        except AttributeError:
            there = sorted(name for name, value in vars(module).items() if isinstance(value, fastapi.FastAPI))
            raise Refusal("no_attribute", there=there) from None
    if not isinstance(found, fastapi.FastAPI) and callable(found) and not hasattr(found, "app"):
        found = found()
    kind = type(found).__name__
    for _ in range(8):
        if isinstance(found, fastapi.FastAPI):
            return found
        # Middleware that was put around the application by hand.
        found = next((inner for inner in map(lambda name: getattr(found, name, None), WRAPPED) if inner is not None), None)
    raise Refusal("no_app", found=kind)


WRAPPED = ("app", "other_asgi_app", "_app", "asgi_app")


def settings_without_values():
    """A field of pydantic-settings without a value is told by the name of its variable."""
    try:
        from pydantic_settings import BaseSettings
    except ImportError:
        return
    from pydantic import ValidationError

    original = BaseSettings.__init__

    def __init__(self, *arguments, **values):
        try:
            original(self, *arguments, **values)
        except ValidationError as error:
            missing = missing_variables(type(self), error)
            if missing:
                raise Refusal("variables", variables=missing) from error
            raise

    # pydantic asks for the signature of the original.
    __init__.__wrapped__ = original
    BaseSettings.__init__ = __init__


def missing_variables(cls, error):
    missing = {}
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        place = problem["loc"]
        if problem["type"] != "missing" or len(place) != 1:
            return {}
        name = str(place[0])
        fields = cls.model_fields
        field = fields.get(name) or next((field for field in fields.values() if name in (field.alias, field.validation_alias)), None)
        prefix = cls.model_config.get("env_prefix", "") if name in fields else ""
        variable = prefix + name
        variable = variable if cls.model_config.get("case_sensitive") else variable.upper()
        missing[variable] = placeholder(variable, field.annotation if field is not None else str)
    return missing


def placeholder(name, annotation=str):
    """A value of the right kind for a variable that has none: nothing is connected to when an application is imported."""
    upper = name.upper()
    kind = getattr(annotation, "__name__", str(annotation))
    if annotation is bool:
        return "false"
    if annotation in (int, float):
        return "1"
    if str(annotation).startswith(("list[", "set[", "tuple[", "typing.List")):
        return "[]"
    if str(annotation).startswith(("dict[", "typing.Dict")):
        return "{}"
    if "Postgres" in kind:
        return "postgresql://user:password@localhost/database"
    if "Redis" in kind or "REDIS" in upper or "BROKER" in upper:
        return "redis://localhost/0"
    if "Email" in kind or upper.endswith("EMAIL"):
        return "user@example.com"
    if "Mongo" in kind or "MONGO" in upper:
        return "mongodb://localhost/database"
    if upper.endswith(("_URL", "_URI", "_DSN")) or upper in ("URL", "DSN"):
        return database() if any(word in upper for word in ("DATABASE", "DB", "SQL", "POSTGRES")) else "http://localhost"
    if "Url" in kind:
        return "http://localhost"
    if upper.endswith(("_PORT", "_MINUTES", "_SECONDS", "_HOURS", "_DAYS", "_TTL", "_SIZE")):
        return "1"
    if upper == "ALGORITHM" or upper.endswith("_ALGORITHM"):
        return "HS256"
    return "placeholder"


def database():
    """An address for the driver that is installed."""
    from importlib.util import find_spec

    for driver, scheme in (("asyncpg", "postgresql+asyncpg"), ("psycopg2", "postgresql"), ("psycopg", "postgresql+psycopg")):
        if find_spec(driver):
            return f"{scheme}://user:password@localhost/database"
    return "sqlite+aiosqlite://" if find_spec("aiosqlite") else "sqlite://"


def folders_that_are_missing():
    """Static files are no part of the copy in which we run."""
    try:
        from starlette.staticfiles import StaticFiles
    except ImportError:
        return
    original = StaticFiles.__init__

    def __init__(self, *arguments, **options):
        original(self, *arguments, **{**options, "check_dir": False} if len(arguments) < 4 else options)

    StaticFiles.__init__ = __init__


def tables_that_are_not_made():
    try:
        from sqlalchemy import MetaData
    except ImportError:
        return
    MetaData.create_all = MetaData.drop_all = lambda self, *arguments, **options: None


def failure(error, request):
    # A handler of the application may have wrapped what we refused.
    refusal = error
    while refusal is not None:
        if isinstance(refusal, Refusal):
            return refusal.answer
        refusal = refusal.__cause__ or refusal.__context__
    frames = traceback.extract_tb(error.__traceback__)
    variable = unset_variable(error, frames)
    if variable:
        return Refusal("variables", variables={variable: placeholder(variable)}).answer
    if any(frame.name in ("create_all", "drop_all") for frame in frames) and not request["skip_tables"]:
        return Refusal("tables").answer
    place = place_of(error, frames, request)
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    return Refusal("import", reason=said(error), missing=missing, **place).answer


def unset_variable(error, frames):
    """The name that `os.environ[...]` did not find."""
    is_lookup = isinstance(error, KeyError) and error.args and isinstance(error.args[0], str) and frames
    is_in_os = is_lookup and frames[-1].name == "__getitem__" and frames[-1].filename in (os.__file__, "<frozen os>")
    return error.args[0] if is_in_os else None


def place_of(error, frames, request):
    places = [(frame.filename, frame.lineno) for frame in frames]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((error.filename, error.lineno))
    tree = os.path.join(request["tree"], "")
    for file, line in reversed(places):
        if os.path.abspath(file).startswith(tree):
            return {"file": os.path.relpath(file, request["tree"]).replace(os.sep, "/"), "line": line or 1}
    return {}


def said(error):
    """The error in one line, as Python's own traceback ends."""
    text = "".join(traceback.format_exception_only(type(error), error)).strip()
    if isinstance(error, SyntaxError):
        text = f"{type(error).__name__}: {error.msg}"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "; ".join(lines)[:1000]


if __name__ == "__main__":
    main(sys.argv[1])
