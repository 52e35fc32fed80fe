# One image for every process of the centre; docker-compose.yml says which command each container runs.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_CONSTRAINT=/build/constraints.txt \
    IOC_DATA__FOLDER=/data

WORKDIR /build
COPY pyproject.toml constraints.txt README.md ./
COPY alerts alerts
COPY config config
COPY dashboard dashboard
COPY geo geo
COPY ingest ingest
COPY ops ops
COPY simulation simulation
COPY store store
COPY vision vision
# A plain account, and a folder of its own for what an administrator imports.
RUN pip install . \
    && rm -rf build ioc.egg-info \
    && useradd --system --uid 10001 --no-create-home ioc \
    && install --directory --owner ioc --group ioc /data

USER ioc
WORKDIR /data
VOLUME /data
ENTRYPOINT ["ioc"]
CMD ["--help"]
