FROM node:24-bookworm-slim

# The strict sandbox tier runs on bubblewrap.
RUN apt-get update \
  && apt-get install -y --no-install-recommends bubblewrap ca-certificates \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages packages
RUN npm ci --omit=dev && npm cache clean --force

COPY LICENSE sluice.docker.json ./
COPY policies policies
COPY skills skills
# Owned here, so that fresh volumes on them belong to the user that runs.
RUN mkdir -p /data workspaces generated && chown -R node:node /data workspaces generated skills

USER node
ENV NODE_ENV=production SLUICE_CONFIG=/app/sluice.docker.json MALLOC_TRIM_THRESHOLD_=1048576
EXPOSE 7411
VOLUME ["/data", "/app/workspaces", "/app/generated"]
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7411/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=25", "packages/cli/bin/sluice.mjs", "serve"]
