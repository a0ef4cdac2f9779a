import { ArgsType, Field, Int, ObjectType, type ClassType } from "type-graphql";

@ObjectType()
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => String, { nullable: true, description: "What `after` takes for the next page." })
  endCursor?: string;
}

@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: "1..100, 20 when absent." })
  first?: number | null;

  @Field(() => String, { nullable: true, description: "The `endCursor` of the page before." })
  after?: string | null;
}

/** The Relay connection of a node type; the class that extends it gives it its name. */
export function connectionOf<Node extends object>(node: ClassType<Node>) {
  @ObjectType()
  abstract class Connection {
    @Field(() => [node])
    nodes!: Node[];

    @Field(() => PageInfo)
    pageInfo!: PageInfo;

    @Field(() => Int)
    totalCount!: number;
  }
  return Connection;
}
