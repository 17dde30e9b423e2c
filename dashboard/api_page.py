"""The description of the API: OpenAPI for programs, and a page of it for people that loads nothing from elsewhere."""

from typing import Any

import fastapi
from fastapi.responses import HTMLResponse, JSONResponse

from dashboard.shown import page

router = fastapi.APIRouter(include_in_schema=False)


@router.get("/api/openapi.json")
def openapi(request: fastapi.Request) -> JSONResponse:
    return JSONResponse(request.app.openapi())


@router.get("/api")
def described(request: fastapi.Request) -> HTMLResponse:
    """Every address that a program may ask, with what it takes."""
    schema: dict[str, Any] = request.app.openapi()
    calls = [
        {"path": path, "words": call.get("description", ""), "parameters": call.get("parameters", [])}
        for path, methods in sorted(schema["paths"].items())
        for call in methods.values()
    ]
    return page("api.html", title="For programs", calls=calls)
