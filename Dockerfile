# Headcount as an image: built in one stage, run from another that holds no building tools.
# server/container.test.ts lays these stages out in folders and runs the same commands.
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-trixie-slim AS build
WORKDIR /app
# The packages first: a change of the sources does not install them again.
COPY package.json package-lock.json .npmrc ./
# SQLite's driver for this Node comes with a ready binary, so no package needs to run a script.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && chmod 755 dist/headcount.js
RUN npm prune --omit=dev

FROM node:${NODE_VERSION}-trixie-slim
LABEL org.opencontainers.image.title="Headcount" \
      org.opencontainers.image.description="Who is on your site right now, and what brought them" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
# glibc would keep what the columns of a long day took, for good: docs/decisions/0017.
ENV MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /app
RUN ln -s /app/dist/headcount.js /usr/local/bin/headcount
# A new named volume takes its owner from here.
RUN mkdir /data && chown node:node /data
COPY --from=build /app/package.json /app/LICENSE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/migrations ./migrations
COPY --from=build /app/dist ./dist
VOLUME /data
USER node
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/healthz`).then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/headcount.js"]
