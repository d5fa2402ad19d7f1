// A module of kafkajs that has no types of its own; see load-kafkajs.ts.
declare module "kafkajs/src/network/requestQueue/index.js" {
  const requestQueue: unknown;
  export default requestQueue;
}
