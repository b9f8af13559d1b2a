import(new URLSearchParams(location.search).get("address")).catch(() => undefined);
