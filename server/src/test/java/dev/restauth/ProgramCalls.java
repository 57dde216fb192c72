package dev.restauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.constantpool.InterfaceMethodRefEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.MethodTypeDesc;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All calls in the program. The JDK reads them from the class files in a tenth of the time that
 * ArchUnit needs for its model of the program.
 */
public final class ProgramCalls {
  private static final Pattern LAMBDA = Pattern.compile("^lambda\\$(.+)\\$\\d+$");

  private static final List<Call> ALL = read();

  private ProgramCalls() {}

  /**
   * A call of a method or a constructor, or a reference to it.
   *
   * @param from the class that contains the call
   * @param method the method that contains the call, or that contains the lambda with the call
   * @param owner the class of the called method
   * @param name the name of the called method
   * @param parameters the number of its parameters
   */
  public record Call(String from, String method, String owner, String name, int parameters) {}

  /** Returns all calls. */
  public static Stream<Call> all() {
    return ALL.stream();
  }

  private static List<Call> read() {
    try {
      Path classes =
          Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(classes.resolve("dev/restauth"))) {
        return files
            .filter(file -> file.toString().endsWith(".class"))
            .flatMap(ProgramCalls::in)
            .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<Call> in(Path file) {
    try {
      ClassModel type = ClassFile.of().parse(file);
      String from = name(type.thisClass().asInternalName());
      return type.methods().stream()
          .flatMap(
              method ->
                  method.code().stream()
                      .flatMap(CodeModel::elementStream)
                      .flatMap(ProgramCalls::called)
                      .map(called -> call(from, method.methodName().stringValue(), called)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<MemberRefEntry> called(CodeElement element) {
    return switch (element) {
      case InvokeInstruction call -> Stream.of(call.method());
      case InvokeDynamicInstruction created ->
          created.invokedynamic().bootstrap().arguments().stream()
              .filter(MethodHandleEntry.class::isInstance)
              .map(handle -> ((MethodHandleEntry) handle).reference())
              .filter(
                  member ->
                      member instanceof MethodRefEntry
                          || member instanceof InterfaceMethodRefEntry);
      default -> Stream.empty();
    };
  }

  private static Call call(String from, String method, MemberRefEntry called) {
    return new Call(
        from,
        withoutLambda(method),
        name(called.owner().asInternalName()),
        called.name().stringValue(),
        MethodTypeDesc.ofDescriptor(called.type().stringValue()).parameterCount());
  }

  /** Returns the method in whose source a lambda is. */
  private static String withoutLambda(String method) {
    var lambda = LAMBDA.matcher(method);
    if (!lambda.matches()) {
      return method;
    }
    return switch (lambda.group(1)) {
      case "new" -> "<init>";
      case "static" -> "<clinit>";
      default -> lambda.group(1);
    };
  }

  private static String name(String internal) {
    return internal.replace('/', '.');
  }
}
