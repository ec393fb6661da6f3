# One image for every part of ours: `backoffice api`, `worker`, `migrate`, `simulator`.

FROM python:3.11-slim AS environment
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv /venv
# What it needs to run, without what it is developed with.
COPY requirements.runtime.lock ./
RUN /venv/bin/pip install --no-deps --require-hashes --requirement requirements.runtime.lock

FROM python:3.11-slim
# Pango draws the PDFs; the fonts are what it draws with if a document asks for none of ours.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home backoffice \
    && install --directory --owner backoffice --mode 0700 /data
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 BACKOFFICE_DATA=/data
COPY --from=environment /venv /venv
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation --editable . \
    && python -m compileall -q -j 0 /app
USER backoffice
VOLUME /data
ENTRYPOINT ["backoffice"]
CMD ["--help"]
