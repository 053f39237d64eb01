"""The field types of Table Schema, by name."""

from __future__ import annotations

from datapackage.validator.engine.fields import nested, numeric, temporal, text
from datapackage.validator.engine.fields.base import FieldType, UnsupportedError

FIELD_TYPES: dict[str, FieldType] = {
    field_type.name: field_type
    for field_type in (
        text.STRING,
        text.ANY,
        numeric.INTEGER,
        numeric.NUMBER,
        numeric.BOOLEAN,
        numeric.YEAR,
        temporal.DATE,
        temporal.TIME,
        temporal.DATETIME,
        temporal.YEARMONTH,
        temporal.DURATION,
        nested.OBJECT,
        nested.ARRAY,
        nested.LIST,
        nested.GEOPOINT,
        nested.GEOJSON,
    )
}

__all__ = ["FIELD_TYPES", "FieldType", "UnsupportedError"]
