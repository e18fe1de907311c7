"""One module per page, found by its file name: `build(store, id) -> dict`, and `ids(store)` where a page exists per thing."""
