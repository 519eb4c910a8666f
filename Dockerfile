# Built in two stages: the second holds what runs, without compilers and without the binaries of
# other platforms that onnxruntime-node carries.
FROM node:24-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends cmake && rm -rf /var/lib/apt/lists/*
WORKDIR /larch
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build \
  && npm prune --omit=dev \
  && find node_modules/onnxruntime-node/bin -mindepth 2 -maxdepth 3 -type d \
       \( -name win32 -o -name darwin -o \( -path '*/linux/*' ! -name "$(node -p process.arch)" \) \) \
       -prune -exec rm -rf {} +

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 LARCH_DATA_DIR=/var/lib/larch
WORKDIR /larch
COPY --from=build /larch/package.json ./
COPY --from=build /larch/node_modules ./node_modules
COPY --from=build /larch/dist ./dist
COPY --from=build /larch/addon/build/release/larch.node ./addon/build/release/
COPY --from=build /larch/migrations ./migrations
COPY --from=build /larch/models ./models
COPY --from=build /larch/examples ./examples
RUN mkdir -p /var/lib/larch && chown node:node /var/lib/larch
USER node
VOLUME /var/lib/larch
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
