# The image holds the program, the authorities' certificates and no shell:
#
#   docker build -t mcrpress .
#   docker run --rm -v "$PWD/data:/data" mcrpress build --rpc URL --out /data/public --state /data/state.db
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o /mcrpress ./cmd/mcrpress

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /mcrpress /mcrpress
USER 65532
ENTRYPOINT ["/mcrpress"]
