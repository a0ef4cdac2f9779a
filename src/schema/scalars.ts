export { GraphQLDateTime as DateTime, GraphQLSafeInt as SafeInt } from "graphql-scalars";
