// tfjs-node's binding with what it lacks: turning a recorded graph into a TensorFlow function, which
// then runs as one op.
#include <node_api.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

// Its backend keeps the eager context to itself, and its module is registered below instead.
#define private public
#include "tfjs_backend.h"
#undef private
#pragma push_macro("NAPI_MODULE")
#undef NAPI_MODULE
#define NAPI_MODULE(name, init)
#include "tfjs_binding.cc"
#pragma pop_macro("NAPI_MODULE")

namespace tfnodejs {

/** `[node, …]` or `["node:index", …]` as outputs of the graph's operations. */
static bool FindOutputs(napi_env env, TF_Graph *graph, napi_value names,
                        std::vector<TF_Output> *outputs) {
  uint32_t length = 0;
  if (napi_get_array_length(env, names, &length) != napi_ok) return false;
  for (uint32_t i = 0; i < length; i++) {
    napi_value element;
    std::string name;
    if (napi_get_element(env, names, i, &element) != napi_ok ||
        GetStringParam(env, element, name) != napi_ok) {
      return false;
    }
    const size_t colon = name.find(':');
    const int index = colon == std::string::npos ? 0 : std::stoi(name.substr(colon + 1));
    TF_Operation *operation = TF_GraphOperationByName(graph, name.substr(0, colon).c_str());
    if (operation == nullptr || index >= TF_OperationNumOutputs(operation)) {
      NAPI_THROW_ERROR(env, "The graph has no output %s", name.c_str());
      return false;
    }
    outputs->push_back({operation, index});
  }
  return true;
}

/** addFunction(name, graphDef, inputs, outputs): an op of that name from then on. */
static napi_value AddFunction(napi_env env, napi_callback_info info) {
  size_t argc = 4;
  napi_value args[4];
  napi_status nstatus = napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  ENSURE_NAPI_OK_RETVAL(env, nstatus, nullptr);
  std::string name;
  nstatus = GetStringParam(env, args[0], name);
  ENSURE_NAPI_OK_RETVAL(env, nstatus, nullptr);
  void *bytes = nullptr;
  size_t size = 0;
  nstatus = napi_get_typedarray_info(env, args[1], nullptr, &size, &bytes, nullptr, nullptr);
  ENSURE_NAPI_OK_RETVAL(env, nstatus, nullptr);
  TFJSBackend *const backend = GetTFJSBackend(env);
  if (!backend) return nullptr;

  TF_AutoStatus status;
  std::unique_ptr<TF_Graph, decltype(&TF_DeleteGraph)> graph(TF_NewGraph(), TF_DeleteGraph);
  TF_Buffer *definition = TF_NewBufferFromString(bytes, size);
  TF_ImportGraphDefOptions *options = TF_NewImportGraphDefOptions();
  TF_GraphImportGraphDef(graph.get(), definition, options, status.status);
  TF_DeleteImportGraphDefOptions(options);
  TF_DeleteBuffer(definition);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);

  std::vector<TF_Output> inputs, outputs;
  if (!FindOutputs(env, graph.get(), args[2], &inputs) ||
      !FindOutputs(env, graph.get(), args[3], &outputs)) {
    return nullptr;
  }
  std::unique_ptr<TF_Function, decltype(&TF_DeleteFunction)> function(
      TF_GraphToFunction(graph.get(), name.c_str(), 0, -1, nullptr, inputs.size(), inputs.data(),
                         outputs.size(), outputs.data(), nullptr, nullptr, nullptr, status.status),
      TF_DeleteFunction);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  TFE_ContextAddFunction(backend->tfe_context_, function.get(), status.status);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  return nullptr;
}

/** removeFunction(name): frees the function and what was compiled of it. */
static napi_value RemoveFunction(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value args[1];
  napi_status nstatus = napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  ENSURE_NAPI_OK_RETVAL(env, nstatus, nullptr);
  std::string name;
  nstatus = GetStringParam(env, args[0], name);
  ENSURE_NAPI_OK_RETVAL(env, nstatus, nullptr);
  TFJSBackend *const backend = GetTFJSBackend(env);
  if (!backend) return nullptr;
  TF_AutoStatus status;
  TFE_ContextRemoveFunction(backend->tfe_context_, name.c_str(), status.status);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  return nullptr;
}

static napi_value InitWithFunctions(napi_env env, napi_value exports) {
  InitTFNodeJSBinding(env, exports);
  napi_property_descriptor properties[] = {
      {"addFunction", nullptr, AddFunction, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"removeFunction", nullptr, RemoveFunction, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  napi_status nstatus =
      napi_define_properties(env, exports, ARRAY_SIZE(properties), properties);
  ENSURE_NAPI_OK_RETVAL(env, nstatus, exports);
  return exports;
}

NAPI_MODULE(tfe_binding, InitWithFunctions)

}  // namespace tfnodejs
