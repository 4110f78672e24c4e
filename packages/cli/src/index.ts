export { connectGateway, type GatewayClient } from "./gateway-client.ts";
