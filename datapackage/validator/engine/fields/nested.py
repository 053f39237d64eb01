"""Fields whose values have parts: object, array, list, geopoint, geojson."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from datapackage.validator.engine.fields import numeric, temporal, text
from datapackage.validator.engine.fields.base import (
    LENGTHS,
    FieldType,
    Reader,
    UnsupportedError,
    field_format,
    load,
    text_property,
)

LIST_ITEMS = {
    field_type.name: field_type
    for field_type in (
        text.STRING,
        numeric.INTEGER,
        numeric.BOOLEAN,
        numeric.NUMBER,
        temporal.DATETIME,
        temporal.DATE,
        temporal.TIME,
    )
}


def _load(cell: str) -> Any:
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return None


def make_object_reader(_descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of an ``object`` field."""

    def read(cell: Any) -> dict[str, Any] | None:
        value = _load(cell) if isinstance(cell, str) else cell
        return value if isinstance(value, dict) else None

    return read


def make_array_reader(_descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of an ``array`` field; its ``arrayItem`` is judged by the schema module."""

    def read(cell: Any) -> list[Any] | None:
        value = _load(cell) if isinstance(cell, str) else cell
        return value if isinstance(value, list) else None

    return read


def make_list_reader(descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of a ``list`` field: items of one type, parted by a delimiter."""
    item_type = text_property(descriptor, "itemType", "string")
    delimiter = text_property(descriptor, "delimiter", ",")
    if item_type not in LIST_ITEMS or not delimiter:
        raise UnsupportedError(f'list of "{item_type}" with delimiter "{delimiter}"')
    read_item = LIST_ITEMS[item_type].make_reader({})

    def read(cell: Any) -> list[Any] | None:
        cells = cell.split(delimiter) if isinstance(cell, str) else cell
        if not isinstance(cells, list):
            return None
        items = [read_item(item) for item in cells]
        return None if any(item is None for item in items) else items

    return read


def _point_parts(cell: Any, form: str) -> tuple[Any, Any]:
    if not isinstance(cell, str):
        lon, lat = cell
    elif form == "default":
        lon, lat = (part.strip() for part in cell.split(","))
    elif form == "array":
        lon, lat = json.loads(cell)
    else:
        value = json.loads(cell)
        if len(value) != 2:
            raise ValueError(cell)
        lon, lat = value["lon"], value["lat"]
    return lon, lat


def make_geopoint_reader(descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of a ``geopoint`` field; values are (longitude, latitude) in degrees."""
    form = field_format(descriptor)
    if form not in ("default", "array", "object"):
        raise UnsupportedError(f'format "{form}" of a geopoint')

    def read(cell: Any) -> tuple[Decimal, Decimal] | None:
        try:
            lon, lat = _point_parts(cell, form)
            if isinstance(cell, str):
                lon, lat = Decimal(lon), Decimal(lat)
            outside = lon > 180 or lon < -180 or lat > 90 or lat < -90
        except Exception:
            return None
        return None if outside else (lon, lat)

    return read


def make_geojson_reader(descriptor: Mapping[str, Any]) -> Reader:
    """Build the reader of a ``geojson`` field.

    The JSON Schemas of GeoJSON and TopoJSON are frictionless's, so this loads frictionless.
    """
    form = field_format(descriptor)
    if form not in ("default", "topojson"):
        raise UnsupportedError(f'format "{form}" of a geojson')
    reader: Reader = (
        load("frictionless")
        .Field.from_descriptor({"name": "geojson", "type": "geojson", "format": form})
        .create_value_reader()
    )
    return reader


def _point_key(value: tuple[Decimal, Decimal]) -> str:
    return ",".join(numeric.number_key(part) for part in value)


OBJECT = FieldType("object", ("required", *LENGTHS, "enum"), make_object_reader)
ARRAY = FieldType("array", ("required", *LENGTHS, "enum"), make_array_reader, ("arrayItem",))
LIST = FieldType("list", ("required", *LENGTHS), make_list_reader, ("delimiter", "itemType"))
GEOPOINT = FieldType(
    "geopoint", ("required", "enum"), make_geopoint_reader, (), "geopoint", _point_key
)
GEOJSON = FieldType("geojson", ("required", "enum"), make_geojson_reader)
