export {
  GraphQLDateTime as DateTimeScalar,
  GraphQLSafeInt as SafeIntScalar,
} from "graphql-scalars";
